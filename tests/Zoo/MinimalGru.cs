namespace EdgeSeq.Zoo;

[RecurrentCell("""
    z = sigmoid(W_z x + b_z)
    n = W_n x + b_n
    h' = h + z * (n - h)
    """,
    Title = "minGRU",
    Source = "L. Feng et al., Were RNNs all we needed?, arXiv:2410.01201 (2024), section 3.1: no gate looks at the state.")]
public readonly partial struct MinimalGru;
