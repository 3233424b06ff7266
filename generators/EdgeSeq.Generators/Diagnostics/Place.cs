using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Diagnostics;

/// <summary>A place in a file as a value: a <see cref="Location"/> would keep the compilation alive.</summary>
internal sealed record Place(string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location location) => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(FilePath, Span, Lines);
}
