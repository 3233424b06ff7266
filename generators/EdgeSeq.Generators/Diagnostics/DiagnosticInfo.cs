using EdgeSeq.Generators.Common;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Diagnostics;

/// <summary>A diagnostic as a value, so that the pipeline can cache it: an id, a place in a file, and message arguments.</summary>
internal sealed record DiagnosticInfo(string Id, Place Place, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Place place, params string[] arguments) =>
        new(descriptor.Id, place, new(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        DiagnosticDescriptors.All.Single(descriptor => descriptor.Id == Id), Place.ToLocation(), Arguments.ToArray<object>());
}
