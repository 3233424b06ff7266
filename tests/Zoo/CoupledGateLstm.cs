namespace EdgeSeq.Zoo;

[RecurrentCell("""
    bias b_f = 1
    f = sigmoid(W_f x + U_f h + b_f)
    g = tanh(W_g x + U_g h + b_g)
    o = sigmoid(W_o x + U_o h + b_o)
    c' = g + f * (c - g)
    h' = o * tanh(c')
    """,
    Title = "Long short-term memory with coupled gates",
    Source = "K. Greff et al., IEEE TNNLS 28 (2017), variant CIFG: what is forgotten makes room for what is new.")]
public readonly partial struct CoupledGateLstm;
