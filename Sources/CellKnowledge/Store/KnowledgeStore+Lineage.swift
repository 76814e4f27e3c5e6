extension KnowledgeStore {
  /// What the term is a kind of, one step up.
  public func parents(of term: CellTerm) -> [CellTerm] {
    catalogue.terms(catalogue.lineage.parents(of: term.id))
  }

  /// Its subtypes, one step down.
  public func children(of term: CellTerm) -> [CellTerm] {
    catalogue.terms(catalogue.lineage.children(of: term.id))
  }

  /// Everything that it is a kind of, nearest first.
  public func ancestors(of term: CellTerm) -> [CellTerm] {
    catalogue.terms(catalogue.lineage.ancestors(of: term.id))
  }

  /// All its subtypes, nearest first.
  public func descendants(of term: CellTerm) -> [CellTerm] {
    catalogue.terms(catalogue.lineage.descendants(of: term.id))
  }

  /// The other children of its parents, by name.
  public func siblings(of term: CellTerm) -> [CellTerm] {
    var seen: Set<TermID> = [term.id]
    return parents(of: term).flatMap { children(of: $0) }.filter { seen.insert($0.id).inserted }
      .sorted { $0.name < $1.name }
  }

  /// Whether `term` is `ancestor` or a kind of it.
  public func isKind(_ term: CellTerm, of ancestor: CellTerm) -> Bool {
    term.id == ancestor.id || catalogue.lineage.ancestors(of: term.id).contains(ancestor.id)
  }

  /// The nearest of the broad types (`CellTerm.isClass`) that the term is, or is a kind of.
  public func commonClass(of term: CellTerm) -> CellTerm? {
    term.isClass ? term : ancestors(of: term).first(where: \.isClass)
  }

  /// The nearest term that both are kinds of.
  public func commonAncestor(of first: CellTerm, _ second: CellTerm) -> CellTerm? {
    ([first] + ancestors(of: first)).first { isKind(second, of: $0) }
  }

  /// The broad types that a term's marker score is set against (design: mean z of its markers − mean z of the
  /// opposing classes' markers): the classes of `others` that are neither its own class nor above or below it; where
  /// `others` is nil, all classes of its tissues.
  public func opposingClasses(of term: CellTerm, among others: [CellTerm]? = nil) -> [CellTerm] {
    let own = commonClass(of: term) ?? term
    let candidates =
      others?.compactMap { commonClass(of: $0) }
      ?? terms.filter { $0.isClass && !$0.tissues.isDisjoint(with: own.tissues) }
    var seen: Set<TermID> = []
    return candidates.filter {
      !isKind(own, of: $0) && !isKind($0, of: own) && seen.insert($0.id).inserted
    }
  }
}
