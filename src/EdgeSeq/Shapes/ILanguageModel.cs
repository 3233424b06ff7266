namespace EdgeSeq;

/// <summary>
/// A streaming shape whose outputs can be its next inputs: tokens in, after every step a softmax over the same tokens out. It
/// scores, predicts and generates sequences.
/// </summary>
public interface ILanguageModel : ITokenModel;
