namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>Reads the two channels of a sensor and forecasts its next reading.</summary>
[SequenceModel(Cell.GruResetAfter, Inputs = Channels, Hidden = 32, Head = Head.Linear, Outputs = Channels)]
internal readonly partial struct SensorModel
{
    /// <summary>Numbers of a reading.</summary>
    public const int Channels = 2;
}
