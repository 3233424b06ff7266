using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Attention;

/// <summary>
/// The mean of the rows of a memory, weighted by how well the key of each fits a query. The memory lies in the state of a sequence, and no step changes
/// it: what a decoder carries of the source.
/// </summary>
internal sealed class AttentionNode : Node
{
    /// <param name="query">The query.</param>
    /// <param name="memory">What is remembered, and how keys are compared.</param>
    /// <param name="name">Its name in the text.</param>
    /// <param name="number">Its number among the model's, from 1.</param>
    /// <param name="learns">True where the model learns.</param>
    /// <param name="places">Where it takes its place.</param>
    public AttentionNode(NodePart query, AttentionMemory memory, string name, int number, bool learns, Places places)
    {
        (Query, Memory, Number, Learns, Name) = (query, memory, number, learns, name);
        StateOffset = places.States;
        QueryOffset = StateOffset + memory.Size;
        WeightsOffset = QueryOffset + AttentionMemory.Lanes(memory.Keys);
        ValueOffset = WeightsOffset + AttentionMemory.Lanes(memory.Steps);
        places.States = ValueOffset + AttentionMemory.Lanes(memory.Values);
        if (memory.IsAdditive)
        {
            Gains = MatrixGroup.Rows(places.Parameters, 1, 1, MatrixGroup.BlocksOf(memory.Keys));
            places.Parameters = Gains.End;
        }

        IsShared = true;
    }

    /// <summary>Its name in the text.</summary>
    public string Name { get; }

    public NodePart Query { get; }

    public AttentionMemory Memory { get; }

    /// <summary>What a unit of an additive score counts; null for other scores.</summary>
    public MatrixGroup? Gains { get; }

    /// <summary>Its number among the model's, from 1.</summary>
    public int Number { get; }

    /// <summary>Where a streaming state holds the memory.</summary>
    public int StateOffset { get; }

    /// <summary>Where it holds the query of a step.</summary>
    public int QueryOffset { get; }

    /// <summary>Where it holds the weights of a step.</summary>
    public int WeightsOffset { get; }

    /// <summary>Where it holds the value.</summary>
    public int ValueOffset { get; }

    public override bool Learns { get; }

    public override string Buffer => $"Attended{Number}";

    /// <summary>Rows of a workspace: the queries, whose gradients take their places.</summary>
    public string QueryBuffer => $"AttentionQuery{Number}";

    /// <summary>The weights, and behind them the gradients of the scores.</summary>
    public string WeightBuffer => $"AttentionWeights{Number}";

    /// <summary>The gradients of <see cref="Gains"/> by each step.</summary>
    public string GainBuffer => $"AttentionGains{Number}";

    /// <summary>The memory of each row of the batch.</summary>
    public string MemoryBuffer => $"AttentionMemory{Number}";

    public override int Size => Memory.Values;

    public override long MultiplyAdds => (long)Memory.Steps * (Memory.Keys + Memory.Values);

    public override IEnumerable<PlannedParameter> Parameters =>
        Gains is null ? [] : [new($"{Name}.v", "Vector", 1, Memory.Keys, Gains, 0, Initial: null) { Module = Name, FileName = $"{Name}.weight" }];

    public override IEnumerable<WorkspacePart> Workspace
    {
        get
        {
            yield return WorkspacePart.OfBatch(MemoryBuffer, Memory.Size);
            yield return WorkspacePart.Rows(QueryBuffer, Memory.Keys);
            yield return WorkspacePart.Rows(WeightBuffer, 2 * AttentionMemory.Lanes(Memory.Steps));
            if (Gains is not null && Learns)
            {
                yield return WorkspacePart.Rows(GainBuffer, Memory.Keys);
            }

            foreach (WorkspacePart part in WorkspacePart.Values(this))
            {
                yield return part;
            }
        }
    }

    public override NodeWriter Writer => new AttentionWriter(this);
}
