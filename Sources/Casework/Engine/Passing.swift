import Ledger

/// What time does to a case.
extension Turn {
    /// Does everything that has come due: votes close, clocks run out, Steward takes its own steps, the outcome is looked at.
    mutating func advance() {
        let by = actor
        actor = .program
        defer { actor = by }
        for (id, vote) in aCase.votes.sorted(by: { $0.key < $1.key }) where vote.status == .open && vote.closesAt <= now { close(id) }
        runClocks()
        reopenIfDue()
        takeAutomaticSteps()
    }

    // MARK: Clocks

    /// Starts, pauses and stops clocks, as the state says that was just entered.
    mutating func setClocks() {
        for clock in process.clocks {
            let run = aCase.clocks[clock.id]
            let isActive = run?.status == .running || run?.status == .paused
            if clock.runsIn.contains(aCase.state) {
                if !isActive { start(clock) } else if run?.status == .paused { resume(clock) }
            } else if clock.pausesIn.contains(aCase.state) {
                if run?.status == .running { halt(clock, as: .paused) }
            } else if isActive {
                halt(clock, as: .met)
            }
        }
    }

    private func calendar(of clock: Clock) -> WorkingCalendar? { clock.calendar.flatMap(process.calendar) }

    private mutating func start(_ clock: Clock) {
        // A date may be past, and then the clock has counted already; or to come, and then it counts nothing until then. Without one,
        // which only a process that does not ask for it in time allows, it counts from now on.
        let date = clock.startField.flatMap { day(in: $0, for: calendar(of: clock)) }
        let start = max(date ?? now, now - Self.longestPast)
        let allowed = clock.due.seconds(from: start, calendar: calendar(of: clock))
        aCase.clocks[clock.id] = ClockRun(
            status: .running, startedAt: start, allowed: allowed, used: 0, runningSince: start, dueAt: nil, stoppedAt: nil, escalated: 0,
            isBreached: false)
        let due = instant(of: clock, whenUsed: allowed)
        aCase.clocks[clock.id]?.dueAt = due
    }

    /// Whatever is longer past is as late: ten years, so that a slip in a date costs no counting through centuries of working days.
    private static let longestPast: Int64 = 3653 * 86_400

    /// When the day of a date field begins: at the place of a calendar, or in UTC.
    func day(in field: String, for calendar: WorkingCalendar?) -> Int64? {
        guard case .date(let text)? = aCase.fields[field], let day = CivilDate(text) else { return nil }
        return calendar?.beginning(of: day) ?? Instant(day).seconds
    }

    /// A clock that counts from a date begins anew when the date is changed.
    mutating func restartClocks(from field: String) {
        for clock in process.clocks where clock.startField == field && aCase.clocks[clock.id]?.status == .running { start(clock) }
    }

    private mutating func resume(_ clock: Clock) {
        aCase.clocks[clock.id]?.status = .running
        aCase.clocks[clock.id]?.runningSince = now
        let due = instant(of: clock, whenUsed: aCase.clocks[clock.id]?.allowed ?? 0)
        aCase.clocks[clock.id]?.dueAt = due
    }

    private mutating func halt(_ clock: Clock, as status: ClockRun.Status) {
        guard var run = aCase.clocks[clock.id] else { return }
        if let since = run.runningSince { run.used += counted(clock, from: since, to: now) }
        run.runningSince = nil
        run.dueAt = nil
        if status == .met {
            run.status = run.isBreached ? .breached : .met
            run.stoppedAt = now
        } else {
            run.status = status
        }
        aCase.clocks[clock.id] = run
    }

    /// Seconds that count for a clock; never negative.
    func counted(_ clock: Clock, from start: Int64, to end: Int64) -> Int64 {
        guard start < end else { return 0 }
        return clock.due.isWorking ? calendar(of: clock)?.workingSeconds(from: start, to: end) ?? 0 : end - start
    }

    /// When a running clock will have counted so much; nil for one that does not run.
    private func instant(of clock: Clock, whenUsed goal: Int64) -> Int64? {
        guard let run = aCase.clocks[clock.id], let since = run.runningSince else { return nil }
        let left = max(0, goal - run.used)
        return clock.due.isWorking ? calendar(of: clock)?.instant(after: left, from: since) : since + left
    }

    private mutating func runClocks() {
        for clock in process.clocks {
            guard let due = aCase.clocks[clock.id]?.dueAt, aCase.clocks[clock.id]?.status == .running else { continue }
            let isAllDone = aCase.clocks[clock.id]?.escalated == clock.escalations.count
            let steps = isAllDone ? [] : escalations(of: clock)
            while let fired = aCase.clocks[clock.id]?.escalated, fired < steps.count {
                guard let at = instant(of: clock, whenUsed: steps[fired].used), at <= now else { break }
                aCase.clocks[clock.id]?.escalated += 1
                let step = steps[fired].step
                note(.escalated, subject: clock.id, to: step.moment.words, text: clock.title, roles: step.to)
            }
            if due <= now, aCase.clocks[clock.id]?.isBreached == false {
                aCase.clocks[clock.id]?.isBreached = true
                note(.clockDue, subject: clock.id, text: clock.title)
            }
        }
    }

    /// The escalations of a clock in the order in which they come due, each with what the clock has counted by then.
    private func escalations(of clock: Clock) -> [(used: Int64, step: Clock.Escalation)] {
        guard let run = aCase.clocks[clock.id] else { return [] }
        let calendar = calendar(of: clock)
        var steps: [(used: Int64, step: Clock.Escalation)] = []
        for step in clock.escalations {
            let used: Int64 =
                switch step.moment {
                case .before(let span): max(0, run.allowed - span.seconds(from: run.startedAt, calendar: calendar))
                case .due: run.allowed
                case .after(let span): run.allowed + span.seconds(from: run.startedAt, calendar: calendar)
                }
            // Those that come due together keep the order of the file.
            let place = steps.firstIndex { $0.used > used } ?? steps.count
            steps.insert((used, step), at: place)
        }
        return steps
    }

    // MARK: What comes next

    /// When something next happens by itself; nil when nothing will.
    var nextAt: Int64? {
        var instants = aCase.votes.values.filter { $0.status == .open }.map(\.closesAt)
        for clock in process.clocks {
            guard let run = aCase.clocks[clock.id], run.status == .running else { continue }
            if !run.isBreached, let due = run.dueAt { instants.append(due) }
            guard run.escalated < clock.escalations.count else { continue }
            let steps = escalations(of: clock)
            if let at = instant(of: clock, whenUsed: steps[run.escalated].used) { instants.append(at) }
        }
        // A step that somebody else may take then is no event, but they are told that it waits for them.
        for transition in process.transitions(from: aCase.state) {
            for case .inStateFor(let span) in transition.needs {
                let at = aCase.enteredAt + span.seconds(from: aCase.enteredAt, calendar: nil)
                if at > now { instants.append(at) }
            }
            for case .after(let span, let field) in transition.needs {
                guard let day = day(in: field, for: nil) else { continue }
                let at = day + span.seconds(from: day, calendar: nil)
                if at > now { instants.append(at) }
            }
            for case .dateWithin(let field, let span) in transition.needs {
                guard let end = endOfDay(inField: field) else { continue }
                let at = end - span.seconds(from: now, calendar: nil)
                if at > now { instants.append(at) }
            }
        }
        if process.review != nil, aCase.outcome?.later == nil, let at = aCase.outcome?.reviewAt { instants.append(at) }
        return instants.min()
    }
}
