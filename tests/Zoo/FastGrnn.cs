namespace EdgeSeq.Zoo;

[RecurrentCell("""
    scalar zeta = 1
    scalar nu = -4
    z = sigmoid(W_h x + U_h h + b_z)
    n = tanh(W_h x + U_h h + b_n)
    h' = (sigmoid(zeta) * (1 - z) + sigmoid(nu)) * n + z * h
    """,
    Title = "FastGRNN",
    Source = "A. Kusupati et al., NeurIPS 2018, equations 3: both gates share W and U, and two numbers weigh old and new.")]
public readonly partial struct FastGrnn;
