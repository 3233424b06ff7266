namespace EdgeSeq.Zoo;

[RecurrentCell("""
    f = sigmoid(W_f x + U_f h + b_f)
    n = tanh(W_n x + U_n (f * h) + b_n)
    h' = h + f * (n - h)
    """,
    Title = "Minimal gated unit",
    Source = "G.-B. Zhou, J. Wu, C.-L. Zhang, Z.-H. Zhou, Int. J. of Automation and Computing 13 (2016), equations 8 to 10.")]
public readonly partial struct MinimalGatedUnit;
