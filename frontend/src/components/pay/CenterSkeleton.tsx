import { t } from "../../i18n/index.ts";

/** The centre's final shape while its one request is under way. */
export function CenterSkeleton() {
  return (
    <div class="center-body" role="status" aria-label={t("common.label.loading")}>
      <div class="card user-card">
        <span class="skeleton avatar" />
        <div class="user-who">
          <span class="skeleton line w-6" />
          <span class="skeleton line thin w-9" />
        </div>
      </div>
      <div class="choice">
        <span class="skeleton line legend w-5" />
        <div class="packages">
          <SkeletonCard />
          <SkeletonCard />
          <SkeletonCard />
        </div>
      </div>
      <div class="choice">
        <span class="skeleton line legend w-5" />
        <div class="pay-ways">
          <div class="card option pay-way">
            <span class="skeleton mark" />
            <span class="skeleton line w-5" />
          </div>
          <div class="card option pay-way">
            <span class="skeleton mark" />
            <span class="skeleton line w-5" />
          </div>
        </div>
      </div>
    </div>
  );
}

function SkeletonCard() {
  return (
    <div class="card option package">
      <span class="package-body">
        <span class="badge-line">
          <span class="skeleton badge w-4" />
        </span>
        <span class="skeleton line w-6" />
        <span class="skeleton line thin w-3" />
        <span class="skeleton line price-wait w-7" />
        <span class="skeleton line thin w-9" />
        <span class="skeleton line thin w-8" />
      </span>
    </div>
  );
}
