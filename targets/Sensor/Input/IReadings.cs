namespace EdgeSeq.Targets.Sensor.Input;

/// <summary>Where readings come from, one after the other, without allocating.</summary>
internal interface IReadings
{
    /// <summary>The next reading.</summary>
    /// <param name="reading">Receives one finite number a channel.</param>
    /// <returns>False at the end.</returns>
    bool Next(Span<float> reading);
}
