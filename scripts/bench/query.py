"""One role as SQL, in the dialect of whoever runs it."""

from facts import TOTAL, floor_max


def query(role, no, rest, dialect):
    """One role as SQL over one wide table, for people and for planners: cheap tests first."""
    at = dialect["at"]
    prior = rest["priors"]
    tests = ["blocked = 0", f"free_in_days <= {role['latest']}"]
    tests += dialect["musts"](role["musts"])
    if role["vetting"] != "none":
        tests.append(f"passed_{role['vetting']} = 1")
    for column in ["zone", "english", "seniority", "place"]:
        passes = [str(i) for i, ok in enumerate(role[f"{column}_passes"]) if ok]
        tests.append(f"{column} in ({', '.join(passes)})" if passes else "false")
    most = floor_max(role, rest)
    if most is not None:
        tests.append(f"floor <= {most}")
    if role["regimes"]:
        tests.append(f"(regimes & {role['regimes']}) = {role['regimes']}")
    tests.append(f"{at('free_hours', role['day'])} >= {role['hours']}")
    tests.append(dialect["not_excluded"](role["client"]))
    div = dialect["div"]
    shared = lambda points: div(f"{points} + {TOTAL // 2}", TOTAL)
    parts = []
    parts.append(shared(" + ".join(f"{share} * {at('worth', skill)}" for skill, share in role["asked"])) if role["asked"] else prior[0])
    asked = [(i, share) for i, share in enumerate(role["competencies"]) if share]
    if asked:
        points = " + ".join(f"{share} * {at('estimates', i)}" for i, share in asked)
        known = " + ".join(at("estimated", i) for i, _ in asked)
        parts.append(f"case when {known} > 0 then {shared(points)} else {prior[1]} end")
    else:
        parts.append(prior[1])
    if role["scale"]:
        points, known = [], []
        for axis, wanted, share, less, decade in role["scale"]:
            handled = at("handled", axis)
            short = f"{handled} - {wanted}" if less else f"{wanted} - {handled}"
            lost = div(f"greatest({short}, 0) * {decade}", 100)
            points.append(f"{share} * case when {handled} < 0 then {prior[2]} else greatest(100 - {lost}, 0) end")
            known.append(f"{handled} >= 0")
        parts.append(f"case when {' or '.join(known)} then {shared(' + '.join(points))} else {prior[2]} end")
    else:
        parts.append(prior[2])
    parts.append("vetting")
    parts.append("team_worth.points")
    parts.append(prior[5] if role["industry"] is None else at("industries", role["industry"]))
    if role["budget"] is None:
        parts.append(prior[6])
    else:
        mid, top = role["budget"][0] * 100, role["budget"][1] * rest["tolerance"]
        cost = f"floor * {rest['margin']}"
        fading = div(f"100 * ({top} - {cost})", max(top - mid, 1))
        parts.append(f"case when floor < 0 then {prior[6]} when {cost} <= {mid} then 100 when {cost} >= {top} then 0 else {fading} end")
    case = lambda column, worths: f"case {column} " + " ".join(f"when {i} then {w}" for i, w in enumerate(worths)) + " end"
    parts.append(case("seniority", role["seniority_worth"]))
    parts.append("outcomes")
    parts.append(case("zone", role["zone_worth"]))
    late = f"least(greatest(free_in_days - {role['start']}, 0), {rest['fade']})"
    fading = div(f"100 * ({rest['fade']} - {late})", rest["fade"])
    parts.append(f"case when free_in_days = {rest['unknown_days']} then {prior[10]} else {fading} end")
    score = " + ".join(f"{weight} * ({part})" for weight, part in zip(role["weights"], parts))
    return (
        f"select id, {score} as score from developer join team_worth on team_worth.team = developer.team"
        f" and team_worth.role = {no} where {' and '.join(tests)} order by score desc, id limit 50"
    )


def columns(arrays):
    """One value a developer."""
    n = arrays["id"].shape[0]
    return [name for name, array in arrays.items() if array.shape == (n,)]
