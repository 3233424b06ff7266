using System.Globalization;
using EdgeSeq.Generators.Emission.Library;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>The compiler runs in the culture of whoever compiles; the text must not.</summary>
[Trait("Isa", "none")]
public class CultureTests
{
    [SkippableTheory]
    [InlineData("tr-TR")]   // i and I are no pair
    [InlineData("de-DE")]   // 1.234,5
    [InlineData("sv-SE")]   // a minus sign of its own
    [InlineData("ar-SA")]
    public void Generated_text_is_the_same_in_every_culture(string culture)
    {
        CultureInfo other;
        try
        {
            other = new CultureInfo(culture);
        }
        catch (CultureNotFoundException)
        {
            throw new SkipException("This process runs without cultures (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT).");
        }

        Assert.Equal(In(CultureInfo.InvariantCulture), In(other));
    }

    [Fact]
    public void Two_runs_give_the_same_text() => Assert.Equal(In(CultureInfo.InvariantCulture), In(CultureInfo.InvariantCulture));

    private static string In(CultureInfo culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture, beforeUi = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            IEnumerable<string> models = TestCells.Names.SelectMany(cell => Compiler.Texts(TestPlans.Create(cell, 96, 128)).Values);
            return string.Concat(models.Concat(LibraryFiles.All().Select(file => file.Text.ToString())));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            CultureInfo.CurrentUICulture = beforeUi;
        }
    }
}
