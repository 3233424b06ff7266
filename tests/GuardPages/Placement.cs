namespace EdgeSeq.GuardPages;

/// <summary>Where in its pages a buffer lies. One float cannot be beside both guard pages, so every test runs all ways.</summary>
public enum Placement
{
    /// <summary>The first float right behind the guard page before it, and at a multiple of 64 bytes.</summary>
    Begin,

    /// <summary>The last float right before the guard page behind it; of odd sizes, misaligned.</summary>
    End,

    /// <summary>The first float at an odd address, which no array has but memory of bytes that is read as floats.</summary>
    Odd,
}
