namespace EdgeSeq.Zoo;

[RecurrentCell("""
    a = tanh(W_a x + U_a h + b_a)
    b = tanh(W_b x + U_b h + b_b)
    c = tanh(W_c x + U_c h + b_c)
    d = tanh(W_d x + U_d h + b_d)
    e = tanh(W_e x + U_e h + b_e)
    f = sigmoid(W_f x + U_f h + b_f)
    g = sigmoid(W_g x + U_g h + b_g)
    i = sigmoid(W_i x + U_i h + b_i)
    j = sigmoid(W_j x + U_j h + b_j)
    k = sigmoid(W_k x + U_k h + b_k)
    h' = f * a + g * b + i * c + j * d + k * e
    """,
    Title = "Ten gates",
    Source = "Nobody's: more gates on one operand than a few registers, or a few cache lines, hold.")]
public readonly partial struct TenGates;
