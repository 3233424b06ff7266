using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>An if chain over dialects, best first. The conditions are constants to the JIT, so one call remains.</summary>
internal static class DispatchChain
{
    public static void Write(SourceWriter writer, IReadOnlyList<Dialect> dialects, Func<Dialect, string> isSupported, Func<Dialect, string> statement)
    {
        if (dialects.Count == 1)
        {
            writer.WriteLine(statement(dialects[0]));
            return;
        }

        for (int i = 0; i < dialects.Count; i++)
        {
            bool isLast = i == dialects.Count - 1;
            string header = isLast ? "else" : $"{(i == 0 ? "if" : "else if")} ({isSupported(dialects[i])})";
            using (writer.OpenBlock(header))
            {
                writer.WriteLine(statement(dialects[i]));
            }
        }
    }
}
