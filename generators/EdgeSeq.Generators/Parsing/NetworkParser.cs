using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Networks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Reads the declaration of a network, and says what is wrong with its text at the very character.</summary>
internal static class NetworkParser
{
    /// <summary>Options of a stack of layers, which a network's text says itself.</summary>
    private static readonly string[] s_saidByText =
        ["Embedding", "Hidden", "Layers", "HiddenSizes", "Direction", "Head", "Outputs", "OutputDropout", "Readout", "LeakRate", "Constants"];

    /// <returns>The shape; null where something is wrong.</returns>
    public static ModelSpec? Read(AttributeData attribute, string text, GeneratorAttributeSyntaxContext context, ProblemList problems, CancellationToken cancellation)
    {
        var options = new AttributeReader(attribute);
        foreach (string option in s_saidByText.Where(options.Has))
        {
            problems.AddAtOption(options.PlaceOf(option), DiagnosticDescriptors.Contradiction, $"{option} and a network", "the text of a network says it: leave the option out");
        }

        WeightKind weights = ShapeReader.Member<WeightKind>(options, "Weights", problems);
        if (weights == WeightKind.Int8)
        {
            problems.AddAtOption(options.PlaceOf("Weights"), DiagnosticDescriptors.Contradiction, "WeightType.Int8 and a network", "only stacks of layers have weights of 8 bits so far: take WeightType.BFloat16, or declare the layers by their sizes");
        }

        StateBitsReader.CheckWeights(options, weights, problems);
        (int vocabulary, int inputs) = ShapeReader.ReadInput(options, problems);
        if (problems.Any || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } syntax)
        {
            return null;
        }

        var symbol = (INamedTypeSymbol)context.TargetSymbol;
        try
        {
            var cells = new List<CellDefinition>();
            foreach (string name in NetworkReader.CallsOf(text).Where(name => CellCatalogue.Find(name) is null && NodeFunctions.Find(name) is null))
            {
                if (context.SemanticModel.LookupNamespacesAndTypes(syntax.SpanStart, name: name).OfType<INamedTypeSymbol>().FirstOrDefault() is not { } type || OwnCell.Find(type) is null)
                {
                    continue;   // a function, or unknown: the text's reader says so
                }

                if (ModelParser.OwnCellOf(type, problems) is not { } cell)
                {
                    return null;
                }

                cells.Add(cell);
            }

            var definition = new NetworkDefinition(text, new(cells));
            NetworkGraph graph = NetworkReader.Read(definition, vocabulary, inputs);
            var network = new CellDefinition("Network", "Network", "", text, IsOwn: true);
            var spec = new ModelSpec(DeclaredTypes.Of(symbol), network, new(graph.Layers.Select(layer => layer.Hidden)))
            {
                Network = definition,
                Weights = weights,
                Vocabulary = vocabulary,
                Inputs = inputs,
                Head = graph.Head,
                Outputs = graph.OutputSize,
                ReadsLast = graph.ReadsLast,
                IsBidirectional = graph.IsBidirectional,
            };
            NetworkSize.Check(graph, vocabulary, problems);
            return problems.Any ? null : spec;
        }
        catch (EquationSyntaxException fault)
        {
            ExpressionSyntax literal = arguments[0].Expression;
            Location place = LiteralMap.Of(literal, context.SemanticModel, text)?.Find(fault.Mark.Start, fault.Mark.Length) ?? literal.GetLocation();
            problems.AddAt(place, DiagnosticDescriptors.Network, symbol.Name, fault.Message);
            return null;
        }
    }
}
