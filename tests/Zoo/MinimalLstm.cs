namespace EdgeSeq.Zoo;

[RecurrentCell("""
    f = sigmoid(W_f x + b_f)
    i = sigmoid(W_i x + b_i)
    n = W_n x + b_n
    h' = (f * h + i * n) / (f + i)
    """,
    Title = "minLSTM",
    Source = "L. Feng et al., Were RNNs all we needed?, arXiv:2410.01201 (2024), section 3.2: the gates sum to 1.")]
public readonly partial struct MinimalLstm;
