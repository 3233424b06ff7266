namespace EdgeSeq.Zoo;

[RecurrentCell("""
    swish(a) = a * sigmoid(a)
    a = W_a x + U_a h + b_a
    e = exp(a - max(a))
    p = e / sum(e)
    h' = 0.5 * h + p * swish(W_v x + U_v h + b_v)
    """,
    Title = "Competing units",
    Source = "Nobody's: a softmax over the units by reductions, and a function of its own.")]
public readonly partial struct CompetingUnits;
