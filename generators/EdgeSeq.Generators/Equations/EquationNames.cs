namespace EdgeSeq.Generators.Equations;

/// <summary>What a name says by its form.</summary>
internal static class EquationNames
{
    /// <summary>The next value of a state: <c>h'</c>.</summary>
    public static string Next(string state) => state + "'";

    /// <summary>The state of a next state.</summary>
    public static string Stem(string next) => next.TrimEnd('\'');

    /// <summary>True for the next value of a state.</summary>
    public static bool IsNext(string name) => name.Length > 0 && name[name.Length - 1] == '\'';

    /// <summary>True for the name of a bias.</summary>
    public static bool IsBias(string name) => name.StartsWith("b_", StringComparison.Ordinal);
}
