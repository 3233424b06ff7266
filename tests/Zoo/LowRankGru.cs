namespace EdgeSeq.Zoo;

[RecurrentCell("""
    size R = 5
    s[R] = W_s x
    t[R] = U_t h
    r = sigmoid(U_r s + U_m t + b_r)
    z = sigmoid(U_z s + U_k t + b_z)
    q = U_q t + b_q
    n = tanh(U_n s + b_n + r * q)
    h' = n + z * (h - n)
    """,
    Title = "Gated recurrent unit of low rank",
    Source = "The reset-after GRU with each matrix a product of two: U = U_2 U_1, as in A. Kusupati et al., NeurIPS 2018, section 3.")]
public readonly partial struct LowRankGru;
