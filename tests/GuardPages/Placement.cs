namespace EdgeSeq.GuardPages;

/// <summary>Where in its pages a buffer lies. One float cannot be beside both guard pages, so every test runs both ways.</summary>
public enum Placement
{
    /// <summary>The first float right behind the guard page before it, and at a multiple of 64 bytes.</summary>
    Begin,

    /// <summary>The last float right before the guard page behind it; of odd sizes, misaligned.</summary>
    End,
}
