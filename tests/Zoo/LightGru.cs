namespace EdgeSeq.Zoo;

[RecurrentCell("""
    vector s_z = 1
    vector s_n = 1
    z = sigmoid(s_z * (W_z x) + U_z h + b_z)
    n = relu(s_n * (W_n x) + U_n h + b_n)
    h' = n + z * (h - n)
    """,
    Title = "Light gated recurrent unit",
    Source = "M. Ravanelli, P. Brakel, M. Omologo, Y. Bengio, IEEE TETCI 2 (2018); the batch norm of W x is the affine map that it is after training.")]
public readonly partial struct LightGru;
