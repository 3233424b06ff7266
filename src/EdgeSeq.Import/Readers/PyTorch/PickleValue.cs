namespace EdgeSeq.Import.Readers.PyTorch;

/// <summary>A function or class that a pickle names. Nothing is ever looked up by it, or called.</summary>
/// <param name="Name">Such as <c>torch._utils._rebuild_tensor_v2</c>.</param>
internal sealed record PickleGlobal(string Name);

/// <summary>What lies outside of the pickle: numbers, for PyTorch.</summary>
/// <param name="Arguments">How it is named.</param>
internal sealed record PickleOutside(object?[] Arguments);

/// <summary>What a call would make.</summary>
/// <param name="Function">What would be called.</param>
/// <param name="Arguments">With what.</param>
internal sealed record PickleCall(PickleGlobal Function, object?[] Arguments);

/// <summary>An object of a class.</summary>
/// <param name="Class">Its class.</param>
internal sealed record PickleInstance(PickleGlobal Class)
{
    /// <summary>Its members, or whatever else it was given.</summary>
    public object? State { get; set; }
}

/// <summary>Keys and values, in the order in which they were put in.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The value of a text; null where there is none.</summary>
    public object? Find(string key) => Items.FindLast(item => item.Key is string name && name == key).Value;
}
