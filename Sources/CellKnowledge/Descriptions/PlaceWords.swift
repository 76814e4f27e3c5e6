/// Words that say where a cell lies.
package enum PlaceWords {
  private static let words: Set<String> = [
    "layer", "cortex", "cortical", "neocortex", "cerebral", "hippocampus", "hippocampal",
    "dentate", "gyrus", "thalamus", "thalamic", "thalamocortical", "corticothalamic",
    "hypothalamus", "hypothalamic", "striatum", "striatal", "caudoputamen", "capsule",
    "cerebellum", "cerebellar", "habenula", "habenular", "subiculum", "subicular", "subplate",
    "claustrum", "claustral", "claustro", "white", "grey", "matter", "ventricle", "ventricular",
    "brain", "cns", "spinal", "midbrain", "brainstem", "medulla", "pons", "olfactory", "bulb",
    "meninges", "meningeal", "leptomeningeal", "pia", "pial", "upper", "deep", "superficial",
    "perivascular", "telencephalon", "forebrain", "hilar", "motor", "visual", "somatosensory",
    "ca1", "ca2", "ca3", "retina", "retinal", "breast", "mammary", "lung", "liver", "kidney",
    "prostate", "pancreas", "pancreatic", "gastric", "intestinal", "alveolar", "airway",
  ]

  /// Whether a text names a place: a word of the list, or a cortical layer such as `L5`.
  package static func areIn(_ text: String) -> Bool {
    let parts = LabelWords(text)
    return !parts.layers.isEmpty || parts.hasArea
      || text.lowercased().split { !$0.isLetter && !$0.isNumber }
        .contains { words.contains(String($0)) }
  }
}
