namespace EdgeSeq.Bench.Contestants;

/// <summary>A peer that runs after a pause: threads of others spin for a while when they are done, some for 30 ms, and would take a core from it.</summary>
internal sealed class RestedContestant(IContestant contestant) : IContestant
{
    private const int PauseMilliseconds = 50;

    public string Peer => contestant.Peer;

    public void Run(int iterations) => contestant.Run(iterations);

    public double Time(int iterations)
    {
        Thread.Sleep(PauseMilliseconds);
        contestant.Run(1);   // its own threads are awake again
        return contestant.Time(iterations);
    }

    public double[] Probe() => contestant.Probe();

    public void Dispose() => contestant.Dispose();
}
