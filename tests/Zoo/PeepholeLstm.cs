namespace EdgeSeq.Zoo;

[RecurrentCell("""
    vector p_i = 0
    vector p_f = 0
    vector p_o = 0
    bias b_f = 1
    i = sigmoid(W_i x + U_i h + b_i + p_i * c)
    f = sigmoid(W_f x + U_f h + b_f + p_f * c)
    g = tanh(W_g x + U_g h + b_g)
    c' = f * c + i * g
    o = sigmoid(W_o x + U_o h + b_o + p_o * c')
    h' = o * tanh(c')
    """,
    Title = "Long short-term memory with peepholes",
    Source = "F. Gers, J. Schmidhuber, IJCNN 2000; each gate sees the cell state through one weight a unit.")]
public readonly partial struct PeepholeLstm;
