"""What of a destroyed dossier stays, named column by column: codes, places, moments, who of the staff."""

COLUMNS = {
    "archive.DestructionItem": "code reasons",
    "archive.Hold": "code unit_code document placed_by lifted_by",
    "archive.Keeping": "code unit_code procedure_code field_vi term_code",
    "archive.RemovedImage": "component_key why",
    "delivery.Alarm": "kind label owner_unit owner_role first_unit closed_by",
    "delivery.PaperInside": "label put_in_by found_by",
    "delivery.Attempt": "next_window device_key",
    "delivery.CourierAct": "courier_id label evidence_sha256 settled_by",
    "delivery.SlotChoice": "window ward_code point_code chosen_by",
    "delivery.Redirect": "old_ward new_ward proven_by asked_by stopped_by",
    "delivery.Passing": "rule_before reported_by decided_by",
    "delivery.Loss": "last_holder declared_by found_by",
    "delivery.CarrierOrder": "number carrier_number",
    "delivery.CarrierNews": "key number carrier_number code looked_by",
    "delivery.CarrierProof": "key",
    "delivery.HandOver": "giver taker place device_key",
    "delivery.Parcel": "subject_code label seal_number ward_code origin_unit holder_id window"
    " destination_unit carrier carrier_number recipient_rule end_reason",
    "dossiers.Brought": "clerk_id clerk_name agency_code local_number kept_mark",
    "dossiers.BulkRow": "code seen said",
    "dossiers.Call": "code agent_id agent_name",
    "dossiers.Callback": "unit_code asked_by",
    "dossiers.Complaint": "made_by unit_code answered_by",
    "dossiers.Decision": "by_id by_name unit_code",
    "dossiers.DigitalCopy": "component_key component_code checked_by refused",
    "dossiers.Dossier": "own_ref code external_code procedure_code route "
    "api_client helped_at received_by decided_by fee",
    "dossiers.DossierKey": "value",
    "dossiers.DossierPaper": "component_key added_by",
    "dossiers.Examination": "officer_id officer_name",
    "dossiers.Expedite": "code asked_by asked_by_id to_id to_name to_unit answered_by",
    "dossiers.InternalNote": "by_id by_name unit_code struck_by_name",
    "dossiers.Lateness": "code procedure_code unit_code received_by helped_at",
    "dossiers.LinkedPart": "key",
    "dossiers.Obligation": "asked_by",
    "dossiers.Opinion": "unit_code asked_by answered_by",
    "dossiers.OwnPaper": "name_vi name_en code about dossier_code number",
    "dossiers.PaperOriginal": "component_key label labelled_by received_by",
    "dossiers.PaperUse": "used_by",
    "dossiers.PastResult": "number approved_by_name check_token replaced_by",
    "dossiers.PreparedApology": "cause",
    "dossiers.Result": "title drafted_by drafted_by_name approved_by "
    "approved_by_name number issued_by check_token numbered_by",
    "dossiers.StaffAlert": "account_id person_name code unit_code",
    "dossiers.SupplementRequest": "asked_by",
    "dossiers.WorkItem": "unit_code code procedure_code helped_at received_by "
    "holder_id holder_name assignee_id assignee_name locked_by locked_name",
    "oversight.CaseFact": "decided_by procedure helped_at received_by",
    "oversight.DigitalFact": "procedure helped_at received_by decided_by",
    "oversight.Feedback": "code",
    "oversight.Flag": "code unit_code received_by evidence closed_by",
    "settlement.Item": "unit_code subject_code label ward_code claim_key facts",
    "people.Reading": "actor_id actor_name unit_code purpose fields",
}
"""Columns of text and of structures that destroying a dossier leaves as they are. A new one is either named
in the emptying or here, with a look at what it may hold; an encrypted one is never named here, but that of
papers people keep for themselves."""

TABLES = {
    "dossiers.CallAttempt": "moments of a call back",
    "dossiers.Consent": "the person's own consent, of a visit",
    "dossiers.GuidedVisit": "a visit, not a dossier",
    "dossiers.Referral": "a visit, not a dossier",
    "dossiers.Visit": "a visit may have had other dossiers; its phone goes",
    "payments.BudgetSupport": "the books",
    "payments.CallbackReceipt": "the books",
    "payments.CashReceipt": "the books",
    "payments.ElectronicReceipt": "the books; its PDF goes with the dossier's files",
    "payments.PaymentAttempt": "the books",
    "payments.PaymentLine": "the books",
    "payments.Refund": "the books",
    "payments.SuspenseItem": "the books",
    "payments.TakenBack": "the books",
    "settlement.Line": "the books",
    "settlement.Dispute": "the books",
    "settlement.Objection": "the books",
    "people.ReadingQuestion": "the person's own question about a look at the data",
}
"""Tables that refer to rows of a dossier and are not emptied with it."""

NOT_OF_A_DOSSIER = {"dossiers.DataRequest", "dossiers.LongRun", "dossiers.Mandate", "dossiers.Consent"}
"""Tables that refer to files and belong to no dossier."""
