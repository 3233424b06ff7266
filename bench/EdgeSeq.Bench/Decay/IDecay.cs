namespace EdgeSeq.Bench.Decay;

/// <summary>Something that computes with ever smaller numbers, until they would be denormal.</summary>
internal interface IDecay : IDisposable
{
    /// <summary>For the table.</summary>
    string Name { get; }

    /// <summary>Goes back to large numbers.</summary>
    void Start();

    /// <summary>One step of the decay.</summary>
    void Step();
}
