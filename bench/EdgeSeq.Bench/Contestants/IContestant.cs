namespace EdgeSeq.Bench.Contestants;

/// <summary>One peer at one workload, ready to run.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>Name in the table: <c>edgeseq</c>, <c>c-512</c>, <c>managed</c>, ...</summary>
    string Peer { get; }

    /// <summary>Runs the workload; one iteration is one step, or one training step of a whole batch.</summary>
    void Run(int iterations);

    /// <summary>
    /// Numbers that every peer must agree on, computed from the reference weights before anything else was run: the logits
    /// after some steps, or the losses of the first training steps.
    /// </summary>
    double[] Probe();
}
