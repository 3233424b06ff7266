using EdgeSeq.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Parsing;

/// <summary>What is wrong with one declaration. Messages begin with the name of the declared type.</summary>
internal sealed class ProblemList(string name, Location location)
{
    private readonly List<DiagnosticInfo> _problems = [];

    public bool Any => _problems.Count > 0;

    /// <summary>A problem at the name of the declared type, which is argument {0} of the message.</summary>
    public void Add(DiagnosticDescriptor descriptor, params string[] arguments) => AddAt(location, descriptor, [name, .. arguments]);

    /// <summary>A problem at an option of the attribute, or at the name if the option was left out.</summary>
    public void AddAtOption(Location? option, DiagnosticDescriptor descriptor, params string[] arguments) => AddAt(option ?? location, descriptor, [name, .. arguments]);

    /// <summary>A problem elsewhere; all arguments are given.</summary>
    public void AddAt(Location place, DiagnosticDescriptor descriptor, params string[] arguments) =>
        _problems.Add(DiagnosticInfo.Create(descriptor, Place.Of(place), arguments));

    public ParseResult Refuse() => new(null, null, new(_problems));
}
