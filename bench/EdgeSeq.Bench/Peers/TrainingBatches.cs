namespace EdgeSeq.Bench.Peers;

/// <summary>What every peer trains on, and with which rate and clip.</summary>
internal sealed class TrainingBatches(int vocabulary, int batch, int window)
{
    public const float Rate = 0.001f, Clip = 1;
    private const int ProbeSteps = 4;

    private readonly int[] _inputs = TokenStream.Draw(vocabulary, TokenStream.Batches * batch * window, seed: 2);
    private readonly int[] _targets = TokenStream.Draw(vocabulary, TokenStream.Batches * batch * window, seed: 3);

    public delegate double Trains(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets);

    public int Batch => batch;

    public int Window => window;

    /// <summary>All of them, for a peer in another process.</summary>
    public ReadOnlySpan<int> AllInputs => _inputs;

    public ReadOnlySpan<int> AllTargets => _targets;

    public ReadOnlySpan<int> Inputs(int step) => Of(_inputs, step);

    public ReadOnlySpan<int> Targets(int step) => Of(_targets, step);

    /// <summary>Losses of the first steps: they agree only if gradients, clip and update agree too.</summary>
    public double[] Probe(Trains train)
    {
        double[] losses = new double[ProbeSteps];
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] = train(Inputs(0), Targets(0));
        }

        return losses;
    }

    private ReadOnlySpan<int> Of(int[] tokens, int step) => tokens.AsSpan(step % TokenStream.Batches * batch * window, batch * window);
}
