/// Organs, by the words that name them whatever else a phrase says: "kidney cortex" is no cerebral cortex.
///
/// A text encoder sees the cortex in both; what a phrase says outright outweighs it.
public enum Organ: String, Sendable, CaseIterable {
  case brain, kidney, liver, lung, heart, gut, pancreas, skin, bone, thymus, spleen, breast,
    prostate
  case ovary, testis, uterus, bladder, thyroid, eye, ear, tongue, teeth
  case lymphNode = "lymph node"
  case adrenalGland = "adrenal gland"
  case skeletalMuscle = "skeletal muscle"
  case peripheralGanglia = "peripheral ganglia"

  /// The organ whose words stand in a phrase, other than `own`; the first in the order of the cases.
  static func named(in phrase: String, besides own: Organ) -> Organ? {
    let words = phrase.lowercased().split { !$0.isLetter }.map(String.init)
    let text = " " + words.joined(separator: " ") + " "
    return allCases.first { organ in
      organ != own
        && organ.names.contains { text.contains(" \($0) ") || text.contains(" \($0)s ") }
    }
  }

  /// In small letters and singular; only words that are said of no other organ.
  private var names: [String] {
    switch self {
    case .brain: ["brain", "cerebral", "cerebellum"]
    case .kidney: ["kidney", "renal", "nephron"]
    case .liver: ["liver", "hepatic"]
    case .lung: ["lung", "pulmonary", "airway", "trachea", "bronchus", "bronchial"]
    case .heart: ["heart", "cardiac", "myocardium", "myocardial"]
    case .gut:
      [
        "gut", "intestine", "intestinal", "bowel", "colon", "colonic", "duodenum", "ileum",
        "jejunum", "rectum", "stomach", "gastric", "oesophagus", "esophagus",
      ]
    case .pancreas: ["pancreas", "pancreatic"]
    case .skin: ["skin", "epidermis", "epidermal", "dermis", "dermal", "scalp", "hair follicle"]
    case .bone: ["bone", "bone marrow", "cartilage"]
    case .thymus: ["thymus", "thymic"]
    case .spleen: ["spleen", "splenic"]
    case .breast: ["breast", "mammary"]
    case .prostate: ["prostate", "prostatic"]
    case .ovary: ["ovary", "ovaries", "ovarian"]
    case .testis: ["testis", "testes", "testicular"]
    case .uterus: ["uterus", "uterine", "endometrium", "placenta", "cervix"]
    case .bladder: ["bladder"]
    case .thyroid: ["thyroid"]
    case .eye: ["eye", "retina", "retinal", "cornea"]
    case .ear: ["ear", "cochlea", "cochlear", "spiral ganglion", "hearing"]
    case .tongue: ["tongue"]
    case .teeth: ["tooth", "teeth", "enamel"]
    case .lymphNode: ["lymph node"]
    case .adrenalGland: ["adrenal gland", "adrenal cortex", "adrenal medulla"]
    case .skeletalMuscle: ["skeletal muscle"]
    case .peripheralGanglia: ["dorsal root ganglion", "dorsal root ganglia", "trigeminal ganglion"]
    }
  }
}
