namespace EdgeSeq.Text;

/// <summary>What becomes of a row's last steps when its length is not a multiple of the window.</summary>
public enum RowTail
{
    /// <summary>Left out: every window is full. For training.</summary>
    Drop,

    /// <summary>A last window, filled up with steps that do not count. For evaluation.</summary>
    Pad,
}
