namespace EdgeSeq.Zoo;

[RecurrentCell("""
    bias b_f = 1
    hard(a) = clip(0.2 * a + 0.5, 0, 1)
    i = hard(W_i x + U_i h + b_i)
    f = hard(W_f x + U_f h + b_f)
    g = tanh(W_g x + U_g h + b_g)
    o = hard(W_o x + U_o h + b_o)
    c' = f * c + i * g
    h' = o * tanh(c')
    """,
    Title = "Long short-term memory of Keras 2",
    Source = "Keras 2 (LSTM with recurrent_activation hard_sigmoid): gates i, f, c, o; the hard sigmoid is 0.2 a + 0.5 between 0 and 1.")]
public readonly partial struct HardSigmoidLstm;
