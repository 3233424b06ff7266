using EdgeSeq.Storage;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

/// <summary>Tensors of a header by their place in the file.</summary>
[Trait("Isa", "none")]
public sealed class FileOrderTests
{
    /// <summary>Backwards, where an insertion took the square of their number: 100,000 would take a minute.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Headers_that_run_backwards_are_put_in_order(int count)
    {
        Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
        for (int i = count - 1; i >= 0; i--)
        {
            entries.Add($"t{i}", new("F32", [1], i / 2 * 8, (i / 2 * 8) + 4));   // two of each place
        }

        KeyValuePair<string, SafetensorsEntry>[] ordered = SafetensorsEntry.InFileOrder(entries);
        Assert.Equal(count, ordered.Length);
        for (int i = 1; i < count; i++)
        {
            (SafetensorsEntry before, SafetensorsEntry after) = (ordered[i - 1].Value, ordered[i].Value);
            Assert.True(before.Begin <= after.Begin);
            Assert.True(before.Begin < after.Begin || int.Parse(ordered[i - 1].Key[1..], null) > int.Parse(ordered[i].Key[1..], null), "Those of one place stay in the order of the header.");
        }
    }
}
