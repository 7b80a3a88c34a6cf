public import Measures
public import Store

/// What a part of the office brings. The roof lists each feature once; nothing else knows it.
public protocol Feature: Sendable {
    /// The tables that the feature keeps beside the ledger.
    var schemas: [Store.Schema] { get }
    /// Its measures, in the order of the catalogue.
    var measures: [any Measure] { get }
    /// Its entries of the main navigation.
    var navigation: [Frame.Entry] { get }
    /// Its pages and its part of the API.
    func routes(_ desk: MeasureDesk) -> [Route]
}
