namespace EdgeSeq.Training;

/// <summary>What one learning rate did.</summary>
/// <param name="Rate">The rate of the update before which the loss was measured.</param>
/// <param name="Loss">The loss of its batch; infinite or NaN where it diverged.</param>
/// <param name="Smoothed">A running mean of the losses so far, without the bias of its beginning.</param>
public readonly record struct RatePoint(float Rate, double Loss, double Smoothed);
