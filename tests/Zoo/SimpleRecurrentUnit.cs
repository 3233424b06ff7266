namespace EdgeSeq.Zoo;

[RecurrentCell("""
    vector v_f = 0
    vector v_r = 0
    f = sigmoid(W_f x + b_f + v_f * c)
    r = sigmoid(W_r x + b_r + v_r * c)
    n = W_n x
    c' = n + f * (c - n)
    s = W_s x
    h' = s + r * (c' - s)
    """,
    Title = "Simple recurrent unit",
    Source = "T. Lei, Y. Zhang, S. I. Wang, H. Dai, Y. Artzi, EMNLP 2018, equations 1 to 4; the highway connection through a matrix of its own.")]
public readonly partial struct SimpleRecurrentUnit;
