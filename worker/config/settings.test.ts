import { describe, expect, test } from "vitest";
import { readSetting, type SettingName, settingFault } from "./settings.ts";

describe("a setting stored as", () => {
  test.each<[SettingName, string | null, unknown, string]>([
    ["credit_system_version", null, "v2", "default"],
    ["credit_system_version", "v1", "v1", "kv"],
    ["credit_system_version", " V1\n", "v1", "kv"],
    ["credit_system_version", "v3", "v2", "malformed"],
    ["credit_system_version", "", "v2", "malformed"],
    ["credit_period", null, "calendar", "default"],
    ["credit_period", "anniversary", "anniversary", "kv"],
    ["credit_period", "calendar-prorated", "calendar-prorated", "kv"],
    ["credit_period", "monthly", "calendar", "malformed"],
    ["billing_time_zone", null, "Asia/Shanghai", "default"],
    ["billing_time_zone", "Europe/Berlin", "Europe/Berlin", "kv"],
    ["billing_time_zone", "Europe/Bonn", "Asia/Shanghai", "malformed"],
    ["billing_time_zone", "+08:00", "Asia/Shanghai", "malformed"],
    ["past_due_grace_days", null, 7, "default"],
    ["past_due_grace_days", "0", 0, "kv"],
    ["past_due_grace_days", "21", 21, "kv"],
    ["past_due_grace_days", "22", 7, "malformed"],
    ["past_due_grace_days", "-1", 7, "malformed"],
    ["past_due_grace_days", "7.5", 7, "malformed"],
    ["archive_after_days", null, 0, "default"],
    ["archive_after_days", "90", 90, "kv"],
    ["archive_after_days", "3650", 3_650, "kv"],
    ["archive_after_days", "89", 0, "malformed"],
    ["archive_after_days", "3651", 0, "malformed"],
    ["archive_after_days", "0", 0, "malformed"],
  ])("%s %j reads %j, from %s", (name, stored, value, source) => {
    expect(readSetting(name, stored)).toEqual({ value, source });
  });
});

test("settings that say nothing known are named, with what to do", () => {
  const settings = {
    billing_time_zone: readSetting("billing_time_zone", "Europe/Bonn"),
    credit_period: readSetting("credit_period", "calendar"),
    past_due_grace_days: readSetting("past_due_grace_days", "never"),
  };
  expect(settingFault(settings)).toMatch(
    /^billing_time_zone must be an IANA name .*default Asia\/Shanghai.*past_due_grace_days must be a whole number.*wrangler kv key put/,
  );
  expect(settingFault({ credit_period: settings.credit_period })).toBeNull();
});
