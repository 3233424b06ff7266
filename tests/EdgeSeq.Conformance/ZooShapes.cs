namespace EdgeSeq.Conformance;

// Published cells, as a user declares them.

[SequenceModel(typeof(CompetingUnits), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooCompetingUnits;

[SequenceModel(typeof(CoupledGateLstm), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooCoupledGateLstm;

[SequenceModel(typeof(FastGrnn), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooFastGrnn;

[SequenceModel(typeof(HardSigmoidLstm), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooHardSigmoidLstm;

[SequenceModel(typeof(IndependentRnn), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooIndependentRnn;

[SequenceModel(typeof(LayerNormLstm), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooLayerNormLstm;

[SequenceModel(typeof(LeakyIntegrator), Vocabulary = 5, Hidden = 20, Constants = "alpha = 0.5")]
internal readonly partial struct ZooLeakyIntegrator;

[SequenceModel(typeof(LightGru), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooLightGru;

[SequenceModel(typeof(LowRankGru), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooLowRankGru;

[SequenceModel(typeof(MinimalGatedUnit), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooMinimalGatedUnit;

[SequenceModel(typeof(MinimalGru), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooMinimalGru;

[SequenceModel(typeof(MinimalLstm), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooMinimalLstm;

[SequenceModel(typeof(PeepholeLstm), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooPeepholeLstm;

[SequenceModel(typeof(ProjectionLstm), Vocabulary = 5, Hidden = 33, Constants = "P = 20")]
internal readonly partial struct ZooProjectionLstm;

[SequenceModel(typeof(RmsNormGru), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooRmsNormGru;

[SequenceModel(typeof(SimpleRecurrentUnit), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooSimpleRecurrentUnit;

[SequenceModel(typeof(TenGates), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooTenGates;

[SequenceModel(typeof(UpdateGateRnn), Vocabulary = 5, Hidden = 20)]
internal readonly partial struct ZooUpdateGateRnn;
