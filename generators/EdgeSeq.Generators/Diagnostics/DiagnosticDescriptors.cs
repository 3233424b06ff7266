using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Diagnostics;

/// <summary>Every diagnostic, with its cure in the message.</summary>
internal static class DiagnosticDescriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error("ESQ001", "A sequence model must be partial",
        "Declare '{0}' as 'partial', so that its kernels can be generated into it");

    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = Error("ESQ002", "A type around a sequence model must be partial",
        "Declare '{0}', which contains '{1}', as 'partial'");

    public static readonly DiagnosticDescriptor SizeOutOfRange = Error("ESQ003", "A size of a sequence model is out of range",
        "{1} of '{0}' is {2}; set it to a value from {3} to {4}{5}");

    public static readonly DiagnosticDescriptor UnknownCell = Error("ESQ004", "A sequence model names no cell of the catalogue",
        "'{0}' is declared with the cell {1}; use a member of EdgeSeq.Cell: {2}");

    public static readonly DiagnosticDescriptor TooLarge = Error("ESQ005", "A sequence model is too large",
        "'{0}' needs {1} floats of parameters, more than one block can hold ({2}); reduce its sizes");

    public static readonly DiagnosticDescriptor Generic = Error("ESQ006", "A sequence model cannot be generic",
        "Declare '{0}' without type parameters, outside generic types: a shape is one set of kernels");

    public static readonly DiagnosticDescriptor FileLocal = Error("ESQ007", "A sequence model cannot be local to a file",
        "Declare '{0}' without 'file': its kernels are generated into files of their own");

    public static readonly DiagnosticDescriptor Contradiction = Error("ESQ008", "Options of a sequence model contradict each other",
        "'{0}' declares {1}; {2}");

    public static readonly DiagnosticDescriptor NotAMember = Error("ESQ009", "An option of a sequence model is not a member of its enum",
        "{1} of '{0}' is {2}; use one of {3}");

    public static readonly DiagnosticDescriptor NameOfMember = Error("ESQ010", "A sequence model has the name of one of its members",
        "Give '{0}' another name: a member of that name is generated into it");

    public static readonly DiagnosticDescriptor MemberExists = Error("ESQ011", "A member of a sequence model is also generated",
        "Give '{1}' another name: a member of that name is generated into '{0}'");

    public static readonly DiagnosticDescriptor TypeHidden = Error("ESQ012", "A name hides a type that a sequence model needs",
        "Where '{0}' is declared, '{1}' hides {2}, which its kernels use; rename it, or declare the model in another namespace or type");

    public static readonly DiagnosticDescriptor LanguageTooOld = Error("ESQ013", "A sequence model needs a newer version of C#",
        "'{0}' is compiled as C# {1}; set LangVersion to {2} or later, or leave it out");

    public static readonly DiagnosticDescriptor RefStruct = Error("ESQ014", "A sequence model cannot be a ref struct",
        "Declare '{0}' without 'ref': it is the type argument of Model and Trainer");

    public static readonly DiagnosticDescriptor Equations = Error("ESQ015", "The equations of a cell cannot be read",
        "'{0}': {1}");

    public static readonly DiagnosticDescriptor NoCell = Error("ESQ016", "A sequence model names a type that is no cell",
        "'{0}' is declared with the cell {1}, which has no equations; put [RecurrentCell(\"...\")] on it");

    public static readonly DiagnosticDescriptor CellOfLibrary = Error("ESQ017", "The cell of a sequence model, which another project declares, cannot be read",
        "'{0}' is declared with the cell {1}, whose library was compiled by another version of EdgeSeq or without its generator; {2}");

    public static readonly DiagnosticDescriptor Constants = Error("ESQ018", "A sequence model gives its cell a constant that it does not have",
        "'{0}' declares Constants = \"{1}\"; {2}");

    public static readonly DiagnosticDescriptor Network = Error("ESQ019", "The text of a network cannot be read",
        "'{0}': {1}");

    public static readonly DiagnosticDescriptor UnknownInstructionSet = Error("ESQ020", "A project asks for kernels of an unknown instruction set",
        "The property EdgeSeqKernels names '{0}'; use some of {1}, or leave it empty for all");

    /// <summary>Shown by editors, not by builds.</summary>
    public static readonly DiagnosticDescriptor Cost = new("ESQ100", "What a sequence model costs",
        "{0}: {1} parameters, {2} bytes of weights, {3} multiply-adds a step", "EdgeSeq", DiagnosticSeverity.Info,
        isEnabledByDefault: true);

    /// <summary>Of <see cref="Uses.UseAnalyzer"/>, where a shape is used.</summary>
    public static readonly DiagnosticDescriptor CannotBeUsed = Error("ESQ202", "A type cannot be used as a sequence model here",
        "'{0}' {1}");

    /// <summary>Of <see cref="Uses.OptionAnalyzer"/>.</summary>
    public static readonly DiagnosticDescriptor UnknownOption = Error("ESQ203", "A sequence model has no option of this name",
        "The attribute has no option '{0}'; {1}");

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        NotPartial, ContainingTypeNotPartial, SizeOutOfRange, UnknownCell, TooLarge, Generic, FileLocal, Contradiction, NotAMember,
        NameOfMember, MemberExists, TypeHidden, LanguageTooOld, RefStruct, Equations, NoCell, CellOfLibrary, Constants, Network, UnknownInstructionSet, CannotBeUsed, UnknownOption, Cost,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "EdgeSeq", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
