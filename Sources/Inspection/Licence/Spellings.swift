/// Words that SPDX's matching guidelines hold to be the same, by hash.
enum Spellings {
    static let and = raw("and")

    /// From each other spelling to the one that stands for all.
    static let table: [UInt32: UInt32] = {
        let same = """
            acknowledgement acknowledgment, analogue analog, analyse analyze, artefact artifact, authorisation authorization,
            authorised authorized, calibre caliber, cancelled canceled, capitalisations capitalizations, catalogue catalog,
            categorise categorize, centre center, emphasised emphasized, favour favor, favourite favorite, fulfil fulfill,
            fulfilment fulfillment, initialise initialize, judgement judgment, labelling labeling, labour labor, licence license,
            licences licenses, licenced licensed, sublicence sublicense, maximise maximize, merchantibility merchantability,
            modelled modeled, modelling modeling, offence offense, optimise optimize, organisation organization,
            organise organize, practise practice, programme program, realise realize, recognise recognize, signalling signaling,
            utilisation utilization, whilst while, wilful willful, wilfull willful, https http, owner holder, owners holders
            """
        var table: [UInt32: UInt32] = [:]
        for pair in same.split(separator: ",") {
            let words = pair.split(whereSeparator: { $0 == " " || $0 == "\n" })
            if words.count == 2 { table[raw(String(words[0]))] = raw(String(words[1])) }
        }
        return table
    }()

    private static func raw(_ word: String) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
