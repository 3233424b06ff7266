namespace EdgeSeq.Threads;

/// <summary>Work that threads share.</summary>
internal interface IShared
{
    /// <summary>Does one part. Parts run at the same time, each on a thread of its own, and so write nothing that another reads.</summary>
    /// <param name="part">0 to the team's size - 1.</param>
    void Run(int part);
}
