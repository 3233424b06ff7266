namespace EdgeSeq.Zoo;

[RecurrentCell("""
    size P = 8
    bias b_f = 1
    i = sigmoid(W_i x + U_i h + b_i)
    f = sigmoid(W_f x + U_f h + b_f)
    g = tanh(W_g x + U_g h + b_g)
    o = sigmoid(W_o x + U_o h + b_o)
    c' = f * c + i * g
    h'[P] = U_p (o * tanh(c'))
    """,
    Title = "Long short-term memory with a projection",
    Source = "H. Sak, A. Senior, F. Beaufays, Interspeech 2014; as in PyTorch (LSTM with proj_size): h has P numbers, c has H.")]
public readonly partial struct ProjectionLstm;
