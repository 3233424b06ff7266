namespace EdgeSeq.Zoo;

[RecurrentCell("""
    g = sigmoid(W_g x + U_g h + b_g)
    n = tanh(W_n x + U_n h + b_n)
    h' = n + g * (h - n)
    """,
    Title = "Update gate network",
    Source = "J. Collins, J. Sohl-Dickstein, D. Sussillo, ICLR 2017 (UGRNN).")]
public readonly partial struct UpdateGateRnn;
