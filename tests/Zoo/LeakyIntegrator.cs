namespace EdgeSeq.Zoo;

[RecurrentCell("""
    constant alpha = 0.2
    r = tanh(h)
    h' = h + alpha * (W_h x + U_h r + b_h - h)
    """,
    Title = "Leaky integrator",
    Source = "The rate model of V. Mante et al., Nature 503 (2013), supplementary equation 1: alpha is the step over the time constant.")]
public readonly partial struct LeakyIntegrator;
