namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>One layer of a model, in one direction: its code, and where its parameters, transposed weights and states begin.</summary>
/// <param name="Plan">The kind of layer.</param>
/// <param name="Layer">0 for the first.</param>
/// <param name="IsReverse">True where it reads the sequence from its end.</param>
/// <param name="ParameterOffset">First float of its parameters.</param>
/// <param name="TransposeOffset">First float of its transposed weights.</param>
/// <param name="StateOffset">First float of its part of a state.</param>
/// <param name="Names">How its parameters are called.</param>
internal sealed record PlacedLayer(LayerPlan Plan, int Layer, bool IsReverse, int ParameterOffset, int TransposeOffset, int StateOffset, LayerNames Names)
{
    /// <summary>What the layer is called in a workspace: <c>Layer1</c>, <c>Layer1Reverse</c>.</summary>
    public string Place => $"Layer{Layer + 1}{(IsReverse ? "Reverse" : "")}";

    /// <summary>Where its hidden states begin among those of both directions.</summary>
    public int Column => IsReverse ? Plan.Outputs : 0;
}
