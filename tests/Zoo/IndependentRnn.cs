namespace EdgeSeq.Zoo;

[RecurrentCell("""
    vector u = 0.5
    h' = relu(W_h x + b_h + u * h)
    """,
    Title = "Independently recurrent network",
    Source = "S. Li, W. Li, C. Cook, C. Zhu, Y. Gao, CVPR 2018, equation 4: each unit remembers itself alone.")]
public readonly partial struct IndependentRnn;
