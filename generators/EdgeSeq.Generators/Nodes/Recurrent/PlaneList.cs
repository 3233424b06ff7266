namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Planes of a row in memory, one behind the other, each of whole blocks.</summary>
internal sealed class PlaneList
{
    private readonly List<int> _offsets = [];

    /// <summary>Floats of all planes.</summary>
    public int Floats { get; private set; }

    /// <summary>Adds a plane, and says its number.</summary>
    public int Add(int lanes)
    {
        _offsets.Add(Floats);
        Floats += lanes;
        return _offsets.Count - 1;
    }

    /// <summary>Its first float.</summary>
    public int OffsetOf(int plane) => _offsets[plane];
}
