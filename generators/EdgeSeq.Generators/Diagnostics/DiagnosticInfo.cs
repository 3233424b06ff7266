using EdgeSeq.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Diagnostics;

/// <summary>A diagnostic as a value, so that the pipeline can cache it: an id, a place in a file, and message arguments.</summary>
internal sealed record DiagnosticInfo(string Id, string FilePath, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Location location, params string[] arguments) => new(
        descriptor.Id, location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span, new(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        DiagnosticDescriptors.All.Single(descriptor => descriptor.Id == Id), Location.Create(FilePath, Span, Lines), Arguments.ToArray<object>());
}
