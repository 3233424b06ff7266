namespace EdgeSeq.Zoo;

[RecurrentCell("""
    constant epsilon = 1e-5
    vector g_i = 1
    vector g_f = 1
    vector g_g = 1
    vector g_o = 1
    vector g_c = 1
    bias b_f = 1
    normal(d, v) = d / sqrt(v + epsilon)
    a = W_i x + U_i h
    da = a - mean(a)
    i = sigmoid(g_i * normal(da, mean(da * da)) + b_i)
    e = W_f x + U_f h
    de = e - mean(e)
    f = sigmoid(g_f * normal(de, mean(de * de)) + b_f)
    q = W_g x + U_g h
    dq = q - mean(q)
    g = tanh(g_g * normal(dq, mean(dq * dq)) + b_g)
    r = W_o x + U_o h
    dr = r - mean(r)
    o = sigmoid(g_o * normal(dr, mean(dr * dr)) + b_o)
    c' = f * c + i * g
    dc = c' - mean(c')
    h' = o * tanh(g_c * normal(dc, mean(dc * dc)) + b_c)
    """,
    Title = "Long short-term memory with layer norm",
    Source = "J. L. Ba, J. R. Kiros, G. E. Hinton, arXiv:1607.06450 (2016); every gate and the cell state are normalised apart.")]
public readonly partial struct LayerNormLstm;
