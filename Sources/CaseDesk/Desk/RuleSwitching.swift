import Audit
import Notifications
import Pages
import Store

extension CaseDesk {
    /// Switches a rule of notifications on or off, and writes it to the audit log.
    ///
    /// - Throws: ``FormRefusal`` when there is no such rule.
    func switchRule(_ id: String, isOn: Bool, actor: String, at now: Int64) async throws {
        try await store.write { writer in
            guard var rule = try writer.notificationRules().first(where: { $0.id == id }) else {
                throw FormRefusal("rule", "There is no rule “\(id)”.")
            }
            guard rule.isOn != isOn else { return }
            rule.isOn = isOn
            try writer.setNotificationRule(rule, at: now)
            try AuditLog.append(
                AuditEntry(
                    at: now, actor: actor, action: "notifications.rule.\(isOn ? "on" : "off")", subject: "rule:\(id)", reason: nil,
                    before: "{\"on\":\(!isOn)}", after: "{\"on\":\(isOn)}"), in: writer)
        }
    }

    /// Adds a rule or changes one, and writes it to the audit log.
    ///
    /// - Throws: ``NotificationError`` naming the field at fault.
    func setRule(_ rule: NotificationRule, actor: String, at now: Int64) async throws {
        try await store.write { writer in
            try writer.setNotificationRule(rule, at: now)
            try AuditLog.append(
                AuditEntry(
                    at: now, actor: actor, action: "notifications.rule.set", subject: "rule:\(rule.id)", reason: nil, before: nil,
                    after: "{\"on\":\(rule.isOn)}"), in: writer)
        }
    }
}
