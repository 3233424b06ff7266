namespace EdgeSeq.Storage;

/// <summary>The part of stat(2) that writing needs.</summary>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Owner">Number of the user.</param>
/// <param name="Group">Number of the group.</param>
internal readonly record struct UnixStatus(ushort Mode, uint Owner, uint Group)
{
    private const int KindBits = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>Whether it is a file in the narrow sense: no folder, device, FIFO, pipe or socket.</summary>
    public bool IsRegular => (Mode & KindBits) == Regular;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & KindBits) == Folder;

    /// <summary>Who may do what.</summary>
    public UnixFileMode Permissions => (UnixFileMode)(Mode & ~KindBits);
}
