namespace EdgeSeq.Zoo;

[RecurrentCell("""
    constant epsilon = 1e-5
    vector gain = 1
    r = sigmoid(W_r x + U_r h + b_r)
    z = sigmoid(W_z x + U_z h + b_z)
    q = U_n h + b_q
    n = tanh(W_n x + b_n + r * gain * q / sqrt(mean(q * q) + epsilon))
    h' = n + z * (h - n)
    """,
    Title = "Gated recurrent unit with RMS norm",
    Source = "The reset-after GRU of PyTorch; B. Zhang, R. Sennrich, NeurIPS 2019, equation 4, on what the candidate takes from the state.")]
public readonly partial struct RmsNormGru;
