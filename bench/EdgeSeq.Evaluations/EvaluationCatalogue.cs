using EdgeSeq.Evaluations.Tasks;

namespace EdgeSeq.Evaluations;

/// <summary>Every evaluation; a new one is a class in Tasks and a line here.</summary>
internal static class EvaluationCatalogue
{
    public static IReadOnlyList<IEvaluation> All { get; } =
    [
        new AddingEvaluation(),
        new CopyEvaluation(),
        new AgreementEvaluation(),
        new MackeyGlassEvaluation(),
        new RoundedForecastEvaluation(),
        new MusicEvaluation(),
        new DatesEvaluation(),
        new AttentionEvaluation(),
        new ScheduledSamplingEvaluation(),
        new ActivityEvaluation(),
        new VowelsEvaluation(),
        new EntitiesEvaluation(),
        new ReviewsEvaluation(),
        new PromotersEvaluation(),
        new NamesEvaluation(),
        new SpeechEvaluation(),
        new WordsEvaluation(),
        new RegularisationEvaluation(),
        new DigitsEvaluation(),
    ];
}
